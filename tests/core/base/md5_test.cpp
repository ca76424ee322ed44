#include "core/base/md5.hpp"

#include <boost/test/unit_test.hpp>

// The first lines of RFC 1321, A.5.
BOOST_AUTO_TEST_CASE(md5_gives_the_published_digests) {
  BOOST_TEST(hub::md5_hex("") == "d41d8cd98f00b204e9800998ecf8427e");
  BOOST_TEST(hub::md5_hex("message digest") == "f96b697d7cb7938d525a2f31aaf161d0");
}
