/** How good a net is, measured on test images, and the pages that say so. */
package org.duograph.cli.report;
