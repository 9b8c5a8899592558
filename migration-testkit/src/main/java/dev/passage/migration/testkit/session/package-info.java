/**
 * What every store of sessions must do. Start with {@link dev.passage.migration.testkit.session.SessionStoreContract}.
 */
@NullMarked
package dev.passage.migration.testkit.session;

import org.jspecify.annotations.NullMarked;
