using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Pacs.Imaging.Codecs.Jpeg2000;

/// <summary>A codestream in memory that OpenJPEG reads by calling back.</summary>
internal unsafe struct OpenJpegSource
{
    public byte* Bytes;
    public long Length;
    public long Position;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    public static nuint Read(byte* buffer, nuint length, OpenJpegSource* source)
    {
        var count = Math.Min((ulong)length, (ulong)(source->Length - source->Position));
        if (count == 0) return nuint.MaxValue; // (OPJ_SIZE_T)-1, the end

        NativeMemory.Copy(source->Bytes + source->Position, buffer, (nuint)count);
        source->Position += (long)count;
        return (nuint)count;
    }

    /// <summary>Gives how far it went, or -1.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    public static long Skip(long count, OpenJpegSource* source)
    {
        if (count < 0) return -1;

        count = Math.Min(count, source->Length - source->Position);
        source->Position += count;
        return count;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    public static int Seek(long position, OpenJpegSource* source)
    {
        if (position < 0 || position > source->Length) return 0;

        source->Position = position;
        return 1;
    }
}
