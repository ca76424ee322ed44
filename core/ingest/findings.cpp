#include "core/ingest/findings.hpp"

namespace hub::ingest {

std::string Path::pointer() const {
  if (!parent_) return {};
  return parent_->pointer() + '/' + (name_.empty() ? std::to_string(index_) : std::string(name_));
}

}  // namespace hub::ingest
