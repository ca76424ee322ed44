// The published examples of Signature Version 4 for S3 (User Guide, "Authenticating Requests"), and two of
// the fact sheet's own with what they leave out.
#include "connectors/s3/signing.hpp"

#include <boost/test/unit_test.hpp>

#include "core/base/sha256.hpp"
#include "core/base/timestamp.hpp"

namespace hub::connectors::s3 {

namespace {

constexpr const char* kBucket = "https://examplebucket.s3.amazonaws.com";

Credentials example() {
  Credentials credentials;
  credentials.access_key_id = "AKIAIOSFODNN7EXAMPLE";
  credentials.secret_access_key = Buffer("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
  return credentials;
}

WallTime at(const char* time) {
  return *parse_timestamp(time);
}

http::Request request(std::string method, std::string url) {
  http::Request request;
  request.method = std::move(method);
  request.url = std::move(url);
  return request;
}

struct Signed {
  std::string canonical_hash, signature, names;
};

Signed sign_in(http::Request request, const Credentials& credentials, std::string_view region, WallTime now) {
  sign(request, credentials, region, now);
  const std::string header(request.headers.find("Authorization").value_or(""));
  const auto part = [&header](std::string_view name) {
    const auto start = header.find(name) + name.size();
    return header.substr(start, header.find(',', start) - start);
  };
  // Authorization is no part of what it signs.
  http::Request unsigned_request;
  unsigned_request.method = request.method;
  unsigned_request.url = request.url;
  for (const auto& [name, value] : request.headers)
    if (name != "Authorization") unsigned_request.headers.add(name, value);
  return {sha256_hex(canonical_request(unsigned_request)), part("Signature="), part("SignedHeaders=")};
}

Signed documented(http::Request one) {
  return sign_in(std::move(one), example(), "us-east-1", at("2013-05-24T00:00:00Z"));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(s3_signing)

BOOST_AUTO_TEST_CASE(reading_a_part_of_an_object) {
  auto get = request("GET", std::string(kBucket) + "/test.txt");
  get.headers.add("Range", "bytes=0-9");
  const Signed made = documented(std::move(get));
  BOOST_TEST(made.canonical_hash == "7344ae5b7ee6c3e7e6b0fe0640412a37625d1fbfff95c48bbb2dc43964946972");
  BOOST_TEST(made.signature == "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
  BOOST_TEST(made.names == "host;range;x-amz-content-sha256;x-amz-date");
}

BOOST_AUTO_TEST_CASE(writing_an_object_whose_name_is_encoded) {
  auto put = request("PUT", std::string(kBucket) + '/' + encode_path("test$file.text"));
  put.headers.add("Date", "Fri, 24 May 2013 00:00:00 GMT");
  put.headers.add("x-amz-storage-class", "REDUCED_REDUNDANCY");
  put.body.append("Welcome to Amazon S3.");
  const Signed made = documented(std::move(put));
  BOOST_TEST(made.canonical_hash == "9e0e90d9c76de8fa5b200d8c849cd5b8dc7a3be3951ddb7f6a76b4158342019d");
  BOOST_TEST(made.signature == "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd");
}

BOOST_AUTO_TEST_CASE(a_query_without_a_value) {
  const Signed made = documented(request("GET", std::string(kBucket) + "/?lifecycle"));
  BOOST_TEST(made.signature == "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543");
}

BOOST_AUTO_TEST_CASE(a_query_is_sorted) {
  const Signed made = documented(request("GET", std::string(kBucket) + "/?prefix=J&max-keys=2"));
  BOOST_TEST(made.signature == "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7");
}

BOOST_AUTO_TEST_CASE(everything_that_the_hub_sends_is_signed) {
  const std::string path = encode_path("archive/t1/2026/11/å b+c%~.json");
  BOOST_TEST(path == "archive/t1/2026/11/%C3%A5%20b%2Bc%25~.json");
  auto put = request("PUT", "http://127.0.0.1:9000/" + path);
  put.headers.add("Content-Type", "application/json");
  put.headers.add("If-None-Match", "*");
  put.headers.add("x-amz-checksum-sha256", "sEr3E3ezxkd3U8BVKx5/LfwbHeeaqu9qDISDRquYsYE=");
  put.headers.add("x-amz-meta-hub-key", "k1");
  put.body.append(R"({"case":"1"})");
  Credentials session = example();
  session.session_token = "TOKEN/EXAMPLE==";
  const Signed made = sign_in(std::move(put), session, "eu-north-1", at("2026-11-23T12:00:00Z"));
  BOOST_TEST(made.canonical_hash == "e74683f7880909dea88f8a5b38b8a33b0e41505e3df76297a909163fba8baf51");
  BOOST_TEST(made.signature == "fae3f69a7033c7b85042d6e03c51181730ec5be5990a62f76ddd1ddd29ab3277");
  BOOST_TEST(made.names ==
             "content-type;host;if-none-match;x-amz-checksum-sha256;x-amz-content-sha256;x-amz-date;"
             "x-amz-meta-hub-key;x-amz-security-token");
}

BOOST_AUTO_TEST_CASE(a_version_id_is_encoded_in_the_query) {
  auto remove = request("DELETE",
                        "https://archive.s3.eu-north-1.amazonaws.com/t1/a.json?versionId="
                        "3%2FL4kqtJlcpXroDTDmJ%2BrmSpXd3dIbrHY");
  remove.headers.add("x-amz-content-sha256", "UNSIGNED-PAYLOAD");
  const Signed made = sign_in(std::move(remove), example(), "eu-north-1", at("2026-11-23T12:00:00Z"));
  BOOST_TEST(made.signature == "a19b48b1857d342e8c653e2ef253744d25901ae1a4286f1a3d2b914c9e00aa2b");
}

BOOST_AUTO_TEST_CASE(a_port_that_is_not_the_usual_one_is_part_of_the_host) {
  const auto host_line = [](const char* url) {
    const std::string text = canonical_request(request("GET", url));
    const auto start = text.find("host:");
    return text.substr(start, text.find('\n', start) - start);
  };
  BOOST_TEST(host_line("https://S3.example:443/a") == "host:s3.example");
  BOOST_TEST(host_line("http://s3.example:80/a") == "host:s3.example");
  BOOST_TEST(host_line("http://s3.example:9000/a") == "host:s3.example:9000");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hub::connectors::s3
