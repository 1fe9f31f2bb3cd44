package org.duograph.survey.web;

import org.duograph.survey.store.Counts;
import org.duograph.survey.store.StudyState;

/** One line of the list of studies. */
public record StudyLine(String id, String title, StudyState state, Counts counts) {}
