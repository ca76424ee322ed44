#include "core/proof/markers.hpp"

#include "core/proof/encodings.hpp"

namespace hub::proof {

void Markers::add(std::string field, std::string_view marker) {
  for (const EncodedMarker& encoded : encodings_of(marker)) {
    if (patterns_.add(encoded.bytes, static_cast<std::uint32_t>(shapes_.size())))
      shapes_.push_back({fields_.size(), encoded.encoding});
  }
  fields_.push_back(std::move(field));
}

Markers::Planted Markers::planted(std::uint32_t id) const {
  const Shape& shape = shapes_.at(id);
  return {fields_[shape.field], shape.encoding};
}

}  // namespace hub::proof
