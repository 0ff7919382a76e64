using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Pacs.Imaging.Codecs.Jpeg2000;

/// <summary>Memory that OpenJPEG writes a codestream to by calling back.</summary>
internal unsafe struct OpenJpegSink
{
    public byte* Bytes;
    public long Capacity;
    public long Position;

    /// <summary>The furthest that was written.</summary>
    public long Length;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    public static nuint Write(byte* buffer, nuint length, OpenJpegSink* sink)
    {
        if ((long)length > sink->Capacity - sink->Position) return nuint.MaxValue; // (OPJ_SIZE_T)-1, a failure

        NativeMemory.Copy(buffer, sink->Bytes + sink->Position, length);
        sink->Position += (long)length;
        sink->Length = Math.Max(sink->Length, sink->Position);
        return length;
    }

    /// <summary>Gives how far it went, or -1.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    public static long Skip(long count, OpenJpegSink* sink)
    {
        if (count < 0 || count > sink->Capacity - sink->Position) return -1;

        sink->Position += count;
        return count;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    public static int Seek(long position, OpenJpegSink* sink)
    {
        if (position < 0 || position > sink->Capacity) return 0;

        sink->Position = position;
        return 1;
    }
}
