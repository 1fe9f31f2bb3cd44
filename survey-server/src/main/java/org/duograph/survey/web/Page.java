package org.duograph.survey.web;

/**
 * What the frame around every page needs to know ({@code layout.jte}).
 *
 * @param title of the page, plain text
 * @param language of the page's texts, such as {@code en}
 * @param csrf token that each form of the page must send as {@code csrf}
 * @param researcher whether a researcher is logged in
 */
public record Page(String title, String language, String csrf, boolean researcher) {}
