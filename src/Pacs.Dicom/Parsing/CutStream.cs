namespace Pacs.Dicom.Parsing;

/// <summary>Some bytes of a stream, without the few in front and what is behind.</summary>
internal sealed class CutStream(Stream source, long skipped, long length) : ForwardStream
{
    private long _skip = skipped;
    private long _left = length;

    public override int Read(Span<byte> buffer)
    {
        for (; _skip > 0; _skip--)
        {
            if (source.ReadByte() < 0) return 0;
        }

        if (buffer.Length > _left) buffer = buffer[..(int)_left];
        var count = buffer.IsEmpty ? 0 : source.Read(buffer);
        _left -= count;
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) source.Dispose();
        base.Dispose(disposing);
    }
}
