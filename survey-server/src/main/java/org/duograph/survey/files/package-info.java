/**
 * Files that only their owner may read: the server's folder, its backups and the timer's spool hold
 * answers, names and keys.
 */
package org.duograph.survey.files;
