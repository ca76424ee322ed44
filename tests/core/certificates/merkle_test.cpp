#include "core/certificates/merkle.hpp"

#include <boost/test/unit_test.hpp>

#include "tests/core/certificates/support.hpp"

using namespace hub;
using namespace hub::certificates;
using certificates::testing::hex;
using certificates::testing::MemoryLog;

namespace {
MemoryLog log_of(std::uint64_t size) {
  MemoryLog log;
  log.grow_to(size);
  return log;
}
}  // namespace

BOOST_AUTO_TEST_SUITE(merkle)

BOOST_AUTO_TEST_CASE(roots_are_those_of_the_published_vectors) {
  BOOST_TEST(hex(empty_root()) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  BOOST_TEST(hex(leaf_hash("")) == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
  const std::pair<std::uint64_t, const char*> roots[] = {
      {1, "40766b2033429026f53d54502679a839706b4741f8dcaf3a8bba5f41b5ffe075"},
      {2, "2f27a5082c1d42afa488ac350a9fc4390c084f54f71ecdff859e98db8429b479"},
      {3, "a64bf26e09128f6fe2fe6f8b2d8c801e166b57c047a7cd9b2b809e7a96a2f1cb"},
      {7, "9139601cc1ca8ab2a7a0c2c134c04845f2b1ba549a83d6c845cfcda439cc585d"},
      {256, "f85f4ead34080710b4d1e808301543aaab81aa04deb88599350dc26a4f2f58de"},
      {257, "918b1cec64f317c76e3cf55c0536841c039eff06772ebb8828ce7c176028b5ac"},
      {300, "aebb027d5c3dd08871ee52577a61fc83122d0d14352791943639bd4c12d36943"},
      {70'000, "a62a54be33294ffd5a5c4c637fd754630b71a892e8356e3a666a5c8a7ffd1518"}};
  for (const auto& [size, root] : roots) BOOST_TEST(hex(log_of(size).root()) == root, size);
}

BOOST_AUTO_TEST_CASE(proofs_are_those_of_the_published_vectors) {
  std::optional<Error> failure;
  const MemoryLog seven = log_of(7);
  const Proof inclusion = inclusion_proof(4, 7, seven.subtree(failure));
  BOOST_REQUIRE(inclusion.size() == 3u);
  BOOST_TEST(hex(inclusion[0]) == "514158527515064c7bbd35b44c9f11addcfc38b439554fc9bb0d8b7c661c3e8f");
  BOOST_TEST(hex(inclusion[1]) == "0cfda576ff4b29ea33c3afdaeed1bd637eb654b28a04302fcab5fd7db07801cc");
  BOOST_TEST(hex(inclusion[2]) == "256b9e8825e5d370a4ae005d0901ea291977e2927f5cf8e3e72660dd09519edb");
  const Proof consistency = consistency_proof(3, 7, seven.subtree(failure));
  BOOST_REQUIRE(consistency.size() == 4u);
  BOOST_TEST(hex(consistency[0]) == "049d7dcdb56bcfebd313304c9839f196a3d4b6ef3bdc0b08298f93ac8191f0a8");
  BOOST_TEST(hex(consistency[1]) == "27479b6ab321d2ee477452f68ba527748e863cafe8fbd1df2bf89d1570d1b697");
  BOOST_TEST(hex(consistency[3]) == "e429c5b5ccaa9523c37297f1846766f903137e82195c5199e6be57130d1006c8");
  const MemoryLog big = log_of(257);
  const Proof first = inclusion_proof(0, 257, big.subtree(failure));
  BOOST_REQUIRE(first.size() == 9u);
  BOOST_TEST(hex(first.back()) == "dcb006f0bdd54dd607beb5d12211d248e3566406e459635895724c3d57a780e7");
  BOOST_TEST(!failure.has_value());
}

BOOST_AUTO_TEST_CASE(every_leaf_and_every_growth_up_to_130_can_be_proven_and_nothing_else) {
  const MemoryLog log = log_of(130);
  std::optional<Error> failure;
  const SubtreeRoot subtree = log.subtree(failure);
  for (std::uint64_t size = 1; size <= 130; ++size) {
    const Hash root = root_of(size, subtree);
    for (std::uint64_t index = 0; index < size; ++index) {
      Proof proof = inclusion_proof(index, size, subtree);
      const Hash leaf = leaf_hash(certificates::testing::entry(index));
      BOOST_REQUIRE(verify_inclusion(leaf, index, size, proof, root));
      BOOST_REQUIRE(!verify_inclusion(leaf, index, size, proof, empty_root()));
      BOOST_REQUIRE(!verify_inclusion(leaf, size, size, proof, root));
      proof.push_back(root);
      BOOST_REQUIRE(!verify_inclusion(leaf, index, size, proof, root));
    }
    for (std::uint64_t old_size = 1; old_size < size; ++old_size) {
      Proof proof = consistency_proof(old_size, size, subtree);
      const Hash old_root = root_of(old_size, subtree);
      BOOST_REQUIRE(verify_consistency(old_size, old_root, size, root, proof));
      BOOST_REQUIRE(!verify_consistency(old_size, root, size, root, proof));
      proof.pop_back();
      BOOST_REQUIRE(!verify_consistency(old_size, old_root, size, root, proof));
    }
  }
  BOOST_TEST(!failure.has_value());
}

BOOST_AUTO_TEST_SUITE_END()
