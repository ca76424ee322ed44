#include "core/proof/inflate.hpp"

#include <zlib.h>
#include <zstd.h>

#include <memory>
#include <string>

#include "core/base/buffer.hpp"

namespace hub::proof {

namespace {

constexpr std::size_t kContentBytesMax = 64u << 20;
constexpr std::size_t kStepBytes = 64u << 10;
constexpr std::size_t kShortestContent = 8;

bool is_gzip(std::string_view at) {
  return at.starts_with("\x1f\x8b\x08");
}
bool is_zstd(std::string_view at) {
  return at.starts_with("\x28\xb5\x2f\xfd");
}
// CMF 0x78 and a header that is a multiple of 31: one position in 8,000 of random bytes.
bool is_zlib(std::string_view at) {
  if (at.size() < 2 || at[0] != '\x78') return false;
  return (0x7800u + static_cast<unsigned char>(at[1])) % 31 == 0;
}

void inflate_zlib(std::string_view from, Buffer& out) {
  z_stream stream{};
  if (inflateInit2(&stream, 15 + 32) != Z_OK) return;  // either header
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(from.data()));
  stream.avail_in = static_cast<uInt>(std::min<std::size_t>(from.size(), UINT32_MAX));
  int status = Z_OK;
  while (status == Z_OK && out.size() < kContentBytesMax) {
    const std::size_t before = out.size();
    out.resize(before + kStepBytes);
    stream.next_out = reinterpret_cast<Bytef*>(out.data() + before);
    stream.avail_out = kStepBytes;
    status = inflate(&stream, Z_SYNC_FLUSH);
    out.resize(before + kStepBytes - stream.avail_out);
    if (out.size() == before) break;
  }
  inflateEnd(&stream);
}

void inflate_zstd(std::string_view from, Buffer& out) {
  const std::unique_ptr<ZSTD_DCtx, decltype(&ZSTD_freeDCtx)> context(ZSTD_createDCtx(), ZSTD_freeDCtx);
  if (!context) return;
  ZSTD_inBuffer input{from.data(), from.size(), 0};
  while (out.size() < kContentBytesMax) {
    const std::size_t before = out.size();
    out.resize(before + kStepBytes);
    ZSTD_outBuffer output{out.data() + before, kStepBytes, 0};
    const std::size_t left = ZSTD_decompressStream(context.get(), &output, &input);
    out.resize(before + output.pos);
    if (ZSTD_isError(left) || left == 0 || output.pos == 0) return;
  }
}

}  // namespace

void for_each_compressed(
    std::string_view bytes,
    const std::function<void(std::size_t start, std::string_view format, std::string_view content)>& found) {
  Buffer content;
  for (std::size_t start = 0; start + 4 <= bytes.size(); ++start) {
    const char first = bytes[start];
    if (first != '\x1f' && first != '\x28' && first != '\x78') continue;
    const std::string_view at = bytes.substr(start);
    const std::string_view format = is_gzip(at) ? "gzip" : is_zstd(at) ? "zstd" : is_zlib(at) ? "zlib" : "";
    if (format.empty()) continue;
    content.clear();
    format == "zstd" ? inflate_zstd(at, content) : inflate_zlib(at, content);
    if (content.size() >= kShortestContent) found(start, format, content.view());
  }
}

}  // namespace hub::proof
