#define BOOST_TEST_MODULE connector_hub
#include <boost/test/unit_test.hpp>
