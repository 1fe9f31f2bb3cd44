/**
 * The paper's user study (section 3.3), to be rerun by any teacher or researcher: a server of
 * questionnaires on one's own computer. It starts here ({@link org.duograph.survey.SurveyServer})
 * and imports nothing of the framework.
 */
package org.duograph.survey;
