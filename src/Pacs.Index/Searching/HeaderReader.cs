using Pacs.Dicom.DataSets;

namespace Pacs.Index.Searching;

/// <summary>
/// Reads attributes of a stored instance that the index does not keep, in the character set they came in; null when its
/// body is not where the index says. Called on a thread of the search.
/// </summary>
/// <param name="instance">Whose attributes, and where its body lies.</param>
/// <param name="wanted">Which attributes; others need not be read.</param>
public delegate DataSet? HeaderReader(HeldInstance instance, TagSet wanted);
