using Pacs.Dicom.Transfer;

namespace Pacs.Dicom.Part10;

/// <summary>Where in a file its data set is, and how to read it.</summary>
/// <param name="MetaInformation">Null when the file has none.</param>
/// <param name="TransferSyntax">The file's own word, or what its first bytes look like.</param>
/// <param name="DataSetOffset">Where the data set begins, from the beginning of the file.</param>
public sealed record Part10Content(
    FileMetaInformation? MetaInformation,
    TransferSyntax TransferSyntax,
    long DataSetOffset);
