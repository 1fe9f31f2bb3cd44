/** Tests of studies: what can be written, what is shown to whom, what counts as an answer. */
package org.duograph.survey.study;
