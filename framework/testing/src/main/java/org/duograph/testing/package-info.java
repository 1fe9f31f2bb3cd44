/**
 * What the tests of every module share: where data from outside the checkout lies ({@link
 * org.duograph.testing.OutsideData}), values drawn from seeds ({@link org.duograph.testing.Draw})
 * and a listener that shows why a test was skipped ({@link org.duograph.testing.SkipReasons}).
 *
 * <p>What does not live here: anything that knows the framework; this module is built before it.
 */
package org.duograph.testing;
