// Drives a fuzz target without libFuzzer: the files of a folder, then seeded mutations of them. Always the
// same run.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <random>
#include <sstream>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

using Random = std::mt19937_64;

constexpr std::uint64_t kSeed = 20'261'124;
constexpr std::size_t kInputMax = 4096;

std::vector<std::string> read_corpus(const std::filesystem::path& folder) {
  std::vector<std::string> inputs;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    std::ifstream file(entry.path(), std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    inputs.push_back(text.str());
  }
  std::ranges::sort(inputs);
  return inputs;
}

std::size_t below(Random& random, std::size_t n) {
  return n == 0 ? 0 : random() % n;
}

// One small change; pieces of `other` may be taken over.
void mutate(std::string& input, const std::string& other, Random& random) {
  const std::size_t at = below(random, input.size() + 1);
  switch (below(random, 6)) {
    case 0:
      input.insert(at, 1, static_cast<char>(random()));
      break;
    case 1:
      input.erase(at, 1 + below(random, 8));
      break;
    case 2:
      input.insert(at, input.substr(below(random, input.size()), below(random, 40)));
      break;
    case 3:
      input.insert(at, other.substr(below(random, other.size()), below(random, 60)));
      break;
    case 4:
      if (at < input.size()) input[at] = static_cast<char>(random());
      break;
    default:
      input.insert(at, 1, "{}%|-:.,[]()'\" \n019azE"[below(random, 22)]);
  }
  input.resize(std::min(input.size(), kInputMax));
}

void run_one(const std::string& input) {
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(input.data()), input.size());
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 3) {
    std::cerr << "usage: " << arguments[0] << " CORPUS-FOLDER RUNS\n";
    return 2;
  }
  const auto corpus = read_corpus(arguments[1]);
  if (corpus.empty()) {
    std::cerr << "the corpus is empty\n";
    return 1;
  }
  for (const std::string& input : corpus) run_one(input);
  Random random(kSeed);
  const long runs = std::atol(arguments[2]);
  for (long i = 0; i < runs; ++i) {
    std::string input = corpus[below(random, corpus.size())];
    for (std::size_t changes = 1 + below(random, 6); changes > 0; --changes) {
      mutate(input, corpus[below(random, corpus.size())], random);
    }
    run_one(input);
  }
  std::cout << corpus.size() << " inputs and " << runs << " mutations, seed " << kSeed << "\n";
  return 0;
}
