// A page of cases as it is answered. Any thread.
#pragma once

#include <optional>
#include <vector>

#include "core/delivery/case_view.hpp"
#include "core/http/message.hpp"

namespace hub::admin {

// `next`: as `after` of the page that follows, if there is one.
http::Response case_page_answer(const std::vector<delivery::CaseView>& cases,
                                std::optional<std::int64_t> next);

}  // namespace hub::admin
