#include "core/proof/inflating_reader.hpp"

#include <zlib.h>
#include <zstd.h>

#include <memory>

#include "core/base/buffer.hpp"

namespace hub::proof {

namespace {

constexpr std::size_t kCompressedBytes = 256u << 10;
constexpr int kEitherHeader = 15 + 32;  // of zlib: gzip or zlib, whichever it is

// One step of a decompressor: takes from `in`, gives into `out`, and says how far both went.
struct Step {
  const char* in = nullptr;
  std::size_t in_size = 0;
  char* out = nullptr;
  std::size_t out_size = 0;
};

class Decompressor {
 public:
  virtual ~Decompressor() = default;
  // False when the bytes are damaged.
  virtual bool step(Step& step) = 0;
};

class GzipDecompressor final : public Decompressor {
 public:
  GzipDecompressor() { is_open_ = inflateInit2(&stream_, kEitherHeader) == Z_OK; }
  ~GzipDecompressor() override {
    if (is_open_) inflateEnd(&stream_);
  }
  GzipDecompressor(const GzipDecompressor&) = delete;
  GzipDecompressor& operator=(const GzipDecompressor&) = delete;

  bool step(Step& step) override {
    if (!is_open_) return false;
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(step.in));
    stream_.avail_in = static_cast<uInt>(step.in_size);
    stream_.next_out = reinterpret_cast<Bytef*>(step.out);
    stream_.avail_out = static_cast<uInt>(step.out_size);
    const int status = inflate(&stream_, Z_NO_FLUSH);
    step.in += step.in_size - stream_.avail_in;
    step.in_size = stream_.avail_in;
    step.out += step.out_size - stream_.avail_out;
    step.out_size = stream_.avail_out;
    // Another stream may follow.
    if (status == Z_STREAM_END) return inflateReset(&stream_) == Z_OK;
    return status == Z_OK || status == Z_BUF_ERROR;
  }

 private:
  z_stream stream_{};
  bool is_open_ = false;
};

class ZstdDecompressor final : public Decompressor {
 public:
  bool step(Step& step) override {
    if (!context_) return false;
    ZSTD_inBuffer in{step.in, step.in_size, 0};
    ZSTD_outBuffer out{step.out, step.out_size, 0};
    const std::size_t left = ZSTD_decompressStream(context_.get(), &out, &in);
    step.in += in.pos;
    step.in_size -= in.pos;
    step.out += out.pos;
    step.out_size -= out.pos;
    return !ZSTD_isError(left);
  }

 private:
  std::unique_ptr<ZSTD_DCtx, decltype(&ZSTD_freeDCtx)> context_{ZSTD_createDCtx(), ZSTD_freeDCtx};
};

class InflatingReader {
 public:
  InflatingReader(ReadPiece compressed, std::string_view format) : compressed_(std::move(compressed)) {
    if (format == "gzip")
      decompressor_ = std::make_unique<GzipDecompressor>();
    else
      decompressor_ = std::make_unique<ZstdDecompressor>();
    in_.resize(kCompressedBytes);
  }

  Result<std::size_t> read(char* into, std::size_t size) {
    step_.out = into;
    step_.out_size = size;
    while (step_.out_size == size && !is_over_) {
      if (step_.in_size == 0) {
        const auto count = compressed_(in_.data(), in_.size());
        if (!count.ok()) return count.error();
        step_.in = in_.data();
        step_.in_size = *count;
        was_last_ = *count == 0;
      }
      const std::size_t before = step_.in_size;
      is_over_ = !decompressor_->step(step_) || (was_last_ && step_.out_size == size);
      // What follows the last stream and is none takes nothing and gives nothing.
      if (!was_last_ && step_.in_size == before && step_.out_size == size) is_over_ = true;
    }
    return size - step_.out_size;
  }

 private:
  ReadPiece compressed_;
  std::unique_ptr<Decompressor> decompressor_;
  Buffer in_;
  Step step_;
  bool was_last_ = false, is_over_ = false;
};

}  // namespace

std::string_view compressed_as(std::string_view first_bytes) {
  if (first_bytes.starts_with("\x1f\x8b\x08")) return "gzip";
  if (first_bytes.starts_with("\x28\xb5\x2f\xfd")) return "zstd";
  return {};
}

ReadPiece inflating(ReadPiece compressed, std::string_view format) {
  const auto reader = std::make_shared<InflatingReader>(std::move(compressed), format);
  return [reader](char* into, std::size_t size) { return reader->read(into, size); };
}

}  // namespace hub::proof
