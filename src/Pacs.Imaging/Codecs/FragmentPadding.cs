using System.Buffers;

namespace Pacs.Imaging.Codecs;

internal static class FragmentPadding
{
    /// <summary>Fragments have even length (PS3.5 §A.4).</summary>
    public static void PadToEven(this IBufferWriter<byte> fragment, long length)
    {
        if (length % 2 == 1) fragment.Write([(byte)0]);
    }
}
