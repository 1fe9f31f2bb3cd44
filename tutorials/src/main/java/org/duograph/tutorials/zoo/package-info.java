/**
 * Lesson: the model zoo. A net that knows clothes looks at drawings, learns other signs from a few
 * of each, is written to files and read again, and lends its eyes to paint a picture.
 */
package org.duograph.tutorials.zoo;
