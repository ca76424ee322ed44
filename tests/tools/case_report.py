"""Reports test cases in the words of Boost.Test, so that tools/test counts each of them."""
import sys
import unittest


def report(total, failed):
    """Prints the counts; the exit status of the program."""
    print(f"  {total - failed} test cases out of {total} passed")
    if failed:
        print(f"  {failed} test cases out of {total} failed")
    return 1 if failed else 0


def run(*test_classes):
    """Runs every test of the classes and reports them; the exit status of the program."""
    loader = unittest.defaultTestLoader
    suite = unittest.TestSuite(loader.loadTestsFromTestCase(one) for one in test_classes)
    result = unittest.TextTestRunner(stream=sys.stdout, verbosity=2).run(suite)
    return report(result.testsRun, len(result.failures) + len(result.errors))
