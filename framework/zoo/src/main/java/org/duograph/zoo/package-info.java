/**
 * The model zoo: trained nets, each in a folder with a card that says what goes in, what comes out,
 * how good it is, under which licence it may be used, and how it was made.
 *
 * <p>A folder is laid out as Caffe2's zoo is: {@code init_net.pb} fills the weights, {@code
 * predict_net.pb} goes from the input to the scores, {@code value_info.json} has the input's type;
 * and {@code card.json}, which is ours. Beside the folders lies {@code index.txt}, their names.
 * Some small models are part of the jar; large ones lie in a folder of the user's, {@link
 * org.duograph.zoo.Zoo} finds both.
 *
 * <p>What does not live here: how nets are built ({@code org.duograph.workspace.zoo}) and trained
 * from nothing.
 *
 * <p>Read in this order: {@code Preprocessing}, {@code TextInput}, {@code ModelCard}, {@code
 * ZooModel}, {@code FineTuning}, {@code Writer}, {@code Zoo}; {@code CardJson}.
 */
package org.duograph.zoo;
