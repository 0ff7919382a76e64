using Pacs.Archive.Retrieve;
using Pacs.Dicom.Transfer;

namespace Pacs.Server.DicomWeb.Retrieving;

/// <summary>An instance that is being sent.</summary>
/// <param name="Instance">Which.</param>
/// <param name="Syntax">As what.</param>
/// <param name="Bytes">The stored file when it is sent as stored, otherwise the data set.</param>
internal sealed record OpenedInstance(StoredInstance Instance, TransferSyntax Syntax, Stream Bytes);
