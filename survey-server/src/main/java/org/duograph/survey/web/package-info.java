/**
 * The server as browsers see it. {@link org.duograph.survey.web.Server} starts it, {@code Routes}
 * lists every address on one screen together with who may use it and how often, {@code Gate}
 * enforces that list, and one class per subject answers: participants, researchers, results. Pages
 * are jte templates (src/main/jte/web), which escape every text they print; none needs JavaScript.
 */
package org.duograph.survey.web;
