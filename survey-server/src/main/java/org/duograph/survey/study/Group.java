package org.duograph.survey.study;

/**
 * One of the groups between which chance divides participants.
 *
 * @param item its code, and what researchers call it; participants are not told
 * @param share how many are in it for each one in a group whose share is 1
 */
public record Group(Item item, int share) {}
