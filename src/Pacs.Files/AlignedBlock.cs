namespace Pacs.Files;

/// <summary>Memory that a disk can be written from without a copy: pinned, and beginning on a page.</summary>
internal static class AlignedBlock
{
    private const int Page = 4096;

    /// <summary>The content is undefined.</summary>
    public static unsafe Memory<byte> Allocate(int length)
    {
        var bytes = GC.AllocateUninitializedArray<byte>(length + Page, pinned: true);
        fixed (byte* first = bytes)
        {
            return bytes.AsMemory((int)(-(nint)first & (Page - 1)), length);
        }
    }

    public static ReadOnlyMemory<byte> Zeros(int length)
    {
        var block = Allocate(length);
        block.Span.Clear();
        return block;
    }
}
