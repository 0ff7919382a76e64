namespace Pacs.Dicom.Tests.Parsing;

/// <summary>Gives a few bytes at a time, so that what is read is cut everywhere.</summary>
internal sealed class SlowStream(byte[] bytes, int pieceSize) : MemoryStream(bytes)
{
    // What every other way to read from a derived MemoryStream ends in.
    public override int Read(byte[] buffer, int offset, int count) =>
        base.Read(buffer, offset, Math.Min(count, pieceSize));
}
