using Pacs.Dicom.DataSets;
using Pacs.Dicom.Transfer;
using Pacs.Files;

namespace Pacs.Archive.Ingest;

/// <summary>An instance as it is to be stored instead of as it came.</summary>
/// <param name="Body">Meta information and data set.</param>
/// <param name="Syntax">How the data set is encoded.</param>
/// <param name="Header">The attributes of it that are indexed.</param>
internal sealed record CompressedInstance(IncomingBody Body, TransferSyntax Syntax, DataSet Header);
