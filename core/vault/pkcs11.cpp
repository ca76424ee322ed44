#include "core/vault/pkcs11.hpp"

#include <dlfcn.h>
#include <p11-kit/pkcs11.h>

#include <array>
#include <memory>
#include <vector>

#include "core/vault/key_source.hpp"
#include "core/vault/pkcs11_uri.hpp"

namespace hub::vault {

namespace {

// Part of the root's value: never changes.
constexpr std::string_view kDerivation = "connector hub root key, version 1";
constexpr std::size_t kSlotsMax = 256;

Error failed(const std::string& doing, CK_RV code) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string hex;
  for (int shift = 12; shift >= 0; shift -= 4) hex += kDigits[(code >> shift) & 0xf];
  return config_error("the PKCS#11 token: " + doing + " (code 0x" + hex + ')');
}

// The module in this process, from its first call to its last.
class Module {
 public:
  Module() = default;
  ~Module() {
    if (initialised_) functions_->C_Finalize(nullptr);
    if (library_ != nullptr) ::dlclose(library_);
  }
  Module(const Module&) = delete;
  Module& operator=(const Module&) = delete;

  Result<void> open(const std::string& path) {
    library_ = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (library_ == nullptr) return config_error("the PKCS#11 module cannot be loaded: " + path);
    const auto get = reinterpret_cast<CK_C_GetFunctionList>(::dlsym(library_, "C_GetFunctionList"));
    if (get == nullptr || get(&functions_) != CKR_OK)
      return config_error("this is no PKCS#11 module: " + path);
    CK_C_INITIALIZE_ARGS arguments{};
    arguments.flags = CKF_OS_LOCKING_OK;
    const CK_RV code = functions_->C_Initialize(&arguments);
    if (code != CKR_OK) return failed("the module does not start", code);
    initialised_ = true;
    return {};
  }
  CK_FUNCTION_LIST& operator*() const { return *functions_; }
  CK_FUNCTION_LIST* operator->() const { return functions_; }

 private:
  void* library_ = nullptr;
  CK_FUNCTION_LIST* functions_ = nullptr;
  bool initialised_ = false;
};

// Labels are padded with blanks to 32 bytes.
bool is_labelled(const CK_TOKEN_INFO& info, std::string_view label) {
  std::string_view padded(reinterpret_cast<const char*>(info.label), sizeof info.label);
  const std::size_t last = padded.find_last_not_of(' ');
  return padded.substr(0, last == std::string_view::npos ? 0 : last + 1) == label;
}

Result<CK_SLOT_ID> find_token(const Module& module, const std::string& label) {
  std::array<CK_SLOT_ID, kSlotsMax> slots;
  CK_ULONG count = slots.size();
  if (const CK_RV code = module->C_GetSlotList(CK_TRUE, slots.data(), &count); code != CKR_OK)
    return failed("its slots cannot be listed", code);
  std::vector<CK_SLOT_ID> found;
  for (CK_ULONG i = 0; i < count; ++i) {
    CK_TOKEN_INFO info{};
    if (module->C_GetTokenInfo(slots[i], &info) == CKR_OK && is_labelled(info, label))
      found.push_back(slots[i]);
  }
  if (found.size() == 1) return found.front();
  return config_error(found.empty() ? "there is no PKCS#11 token with this label"
                                    : "several PKCS#11 tokens have this label");
}

class Session {
 public:
  explicit Session(const Module& module) : module_(module) {}
  ~Session() {
    if (is_open_) module_->C_CloseSession(handle_);  // and with it the login
  }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  Result<void> open(CK_SLOT_ID slot, Buffer& pin) {
    if (const CK_RV code = module_->C_OpenSession(slot, CKF_SERIAL_SESSION, nullptr, nullptr, &handle_);
        code != CKR_OK)
      return failed("no session can be opened", code);
    is_open_ = true;
    const CK_RV code =
        module_->C_Login(handle_, CKU_USER, reinterpret_cast<CK_UTF8CHAR*>(pin.data()), pin.size());
    if (code == CKR_PIN_INCORRECT) return config_error("the PKCS#11 token refuses the PIN");
    if (code != CKR_OK) return failed("it refuses the login", code);
    return {};
  }
  CK_SESSION_HANDLE handle() const { return handle_; }

 private:
  const Module& module_;
  CK_SESSION_HANDLE handle_ = 0;
  bool is_open_ = false;
};

Result<CK_OBJECT_HANDLE> find_key(const Module& module, const Session& session, std::string& label) {
  CK_OBJECT_CLASS secret = CKO_SECRET_KEY;
  std::array<CK_ATTRIBUTE, 2> wanted = {
      {{CKA_CLASS, &secret, sizeof secret}, {CKA_LABEL, label.data(), label.size()}}};
  if (const CK_RV code = module->C_FindObjectsInit(session.handle(), wanted.data(), wanted.size());
      code != CKR_OK)
    return failed("its objects cannot be searched", code);
  std::array<CK_OBJECT_HANDLE, 2> found{};
  CK_ULONG count = 0;
  const CK_RV code = module->C_FindObjects(session.handle(), found.data(), found.size(), &count);
  module->C_FindObjectsFinal(session.handle());
  if (code != CKR_OK) return failed("its objects cannot be searched", code);
  if (count == 1) return found.front();
  return config_error(count == 0 ? "the PKCS#11 token has no secret key with this label"
                                 : "the PKCS#11 token has several secret keys with this label");
}

// A key that could be read out of the token would be a root that lies about where it is.
Result<void> check_stays(const Module& module, const Session& session, CK_OBJECT_HANDLE key) {
  CK_BBOOL is_sensitive = CK_FALSE, is_extractable = CK_TRUE;
  std::array<CK_ATTRIBUTE, 2> asked = {{{CKA_SENSITIVE, &is_sensitive, sizeof is_sensitive},
                                        {CKA_EXTRACTABLE, &is_extractable, sizeof is_extractable}}};
  const CK_RV code = module->C_GetAttributeValue(session.handle(), key, asked.data(), asked.size());
  if (code != CKR_OK) return failed("it does not say whether the key can be extracted", code);
  if (is_sensitive == CK_FALSE || is_extractable != CK_FALSE)
    return config_error(
        "the key in the PKCS#11 token can be read out of it: make one that is sensitive and not "
        "extractable");
  return {};
}

Result<void> sign(const Module& module, const Session& session, CK_OBJECT_HANDLE key,
                  std::span<std::byte, 32> out) {
  CK_MECHANISM hmac{CKM_SHA256_HMAC, nullptr, 0};
  if (const CK_RV code = module->C_SignInit(session.handle(), &hmac, key); code != CKR_OK)
    return failed("the key cannot be used for HMAC-SHA-256", code);
  std::string text(kDerivation);
  CK_ULONG size = out.size();
  const CK_RV code = module->C_Sign(session.handle(), reinterpret_cast<CK_BYTE*>(text.data()), text.size(),
                                    reinterpret_cast<CK_BYTE*>(out.data()), &size);
  if (code != CKR_OK || size != out.size()) return failed("it does not derive the root", code);
  return {};
}

void cut_line_end(Buffer& text) {
  while (!text.empty() && (text.view().back() == '\n' || text.view().back() == '\r'))
    text.resize(text.size() - 1);
}

}  // namespace

Result<void> derive_in_token(std::string_view uri, std::span<std::byte, 32> out) {
  auto parsed = parse_pkcs11_uri(uri);
  if (!parsed.ok()) return std::move(parsed).error();
  Buffer pin;
  if (auto read = read_key_source(parsed->pin_kind, parsed->pin_place, pin); !read.ok())
    return std::move(read).error().with_context("the PIN of the PKCS#11 token");
  cut_line_end(pin);
  Module module;
  if (auto opened = module.open(parsed->module_path); !opened.ok()) return opened;
  const auto slot = find_token(module, parsed->token);
  if (!slot.ok()) return slot.error();
  Session session(module);
  if (auto opened = session.open(*slot, pin); !opened.ok()) return opened;
  const auto key = find_key(module, session, parsed->object);
  if (!key.ok()) return key.error();
  if (auto stays = check_stays(module, session, *key); !stays.ok()) return stays;
  return sign(module, session, *key, out);
}

}  // namespace hub::vault
