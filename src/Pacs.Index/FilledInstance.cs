using Pacs.Dicom.DataSets;

namespace Pacs.Index;

/// <summary>What an instance says of promoted attributes.</summary>
/// <param name="Key">Its key in the index.</param>
/// <param name="Digest">Of the body that was read: another one has brought its values itself.</param>
/// <param name="Header">Its attributes; null when it cannot be read, which a search that meets it has to say.</param>
public sealed record FilledInstance(long Key, UInt128 Digest, DataSet? Header);
