#pragma once
#include <functional>
#include "core/store/database.hpp"
namespace hub::store {
struct Recovery { std::size_t redone = 0; vault::KeyAudit keys; };
Result<Recovery> recover(Database&, vault::Vault&, const std::function<void(const LiveCase&)>&);
}
