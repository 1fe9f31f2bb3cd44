/** Rehearsals of what CONTRIBUTING.md says: its code is shown from here, and it runs. */
package org.duograph.guide;
