namespace Pacs.LoadClient.Limits;

/// <summary>Memory that direct writes may come from: it begins at a multiple of 512.</summary>
internal static class AlignedMemory
{
    private const int Block = 512;

    public static Memory<byte> Allocate(int length)
    {
        var bytes = GC.AllocateArray<byte>(length + Block, pinned: true);
        unsafe
        {
            fixed (byte* start = bytes) return bytes.AsMemory((int)(-(nint)start & (Block - 1)), length);
        }
    }

    public static int Padded(int length) => (length + Block - 1) & -Block;
}
