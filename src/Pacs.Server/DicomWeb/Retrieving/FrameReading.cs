using Pacs.Archive.Retrieve;
using Pacs.Dicom.Transfer;

namespace Pacs.Server.DicomWeb.Retrieving;

/// <summary>The frames of an instance in the encoding in which they are sent.</summary>
internal sealed class FrameReading
{
    private readonly InstanceFrames _stored;
    private readonly ConvertedFrames? _converted;

    private FrameReading(InstanceFrames stored, ConvertedFrames? converted)
    {
        _stored = stored;
        _converted = converted;
    }

    /// <summary>Null, and the reason, when they cannot be had so.</summary>
    public static FrameReading? Of(StoredInstance instance, InstanceFrames frames, string syntaxUid, out string? refusal)
    {
        refusal = null;
        var syntax = TransferSyntax.Of(syntaxUid);
        if (syntax == instance.TransferSyntax || (FrameMedia.AreSamples(syntax) && FrameMedia.AreSamples(instance.TransferSyntax)))
        {
            return new FrameReading(frames, null);
        }

        return frames.TryConvert(syntax, out var converted, out refusal) ? new FrameReading(frames, converted) : null;
    }

    /// <summary>Its length, when that is known without converting it.</summary>
    public long? KnownLengthOf(int frame) => _converted is null ? _stored.Table.LengthOf(frame) : null;

    /// <exception cref="IOException">As from <see cref="InstanceFrames.OpenRead"/>.</exception>
    /// <exception cref="Pacs.Dicom.DicomFormatException">It cannot be decoded: the message says why.</exception>
    public Stream Open(int frame, out long length)
    {
        if (_converted is null)
        {
            length = _stored.Table.LengthOf(frame);
            return _stored.OpenRead(frame);
        }

        var bytes = _converted.Read(frame);
        length = bytes.Length;
        return new MemoryStream(bytes, writable: false);
    }
}
