/** The page in a browser that lists models and lets one try them. */
package org.duograph.serving.page;
