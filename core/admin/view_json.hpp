// How deliveries, publications and certificates look in the API. The fields here and in schemas.cpp are the
// same; a test holds them together. Any thread.
#pragma once

#include "core/admin/json_writer.hpp"
#include "core/config/problem.hpp"
#include "core/store/types.hpp"

namespace hub::admin {

void write_delivery(const store::DeliveryView& delivery, WallTime now, JsonWriter& json);
void write_group(const store::DeliveryGroup& group, JsonWriter& json);
void write_event(const store::DeliveryEvent& event, JsonWriter& json);
void write_publication(const store::Publication& publication, JsonWriter& json);
void write_problem(const config::Problem& problem, JsonWriter& json);
void write_certificate(const store::CertificateView& certificate, JsonWriter& json);

}  // namespace hub::admin
