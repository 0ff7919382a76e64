using Pacs.Dicom.Pixels;
using Pacs.Dicom.Transfer;

namespace Pacs.Imaging.Transcoding;

/// <summary>A data set that can be read as often as need be, by several at once.</summary>
/// <param name="Syntax">How it is stored.</param>
/// <param name="Open">Opens it from its first byte, as it is stored.</param>
/// <param name="OpenRange">Opens some of it; of a deflated one, as inflated.</param>
public sealed record StoredDataSet(TransferSyntax Syntax, Func<Stream> Open, Func<ByteRange, Stream> OpenRange);
