// Turns result rows into the store's types. The statement stands on a row of the query that reader.cpp names.
#pragma once

#include "core/store/sqlite/connection.hpp"
#include "core/store/types.hpp"

namespace hub::store::sqlite {

LiveCase live_case_of(const Statement& row);
LiveDelivery live_delivery_of(const Statement& row);
DeliveryView delivery_view_of(const Statement& row);
DeliveryGroup delivery_group_of(const Statement& row);
Publication publication_of(const Statement& row);

}  // namespace hub::store::sqlite
