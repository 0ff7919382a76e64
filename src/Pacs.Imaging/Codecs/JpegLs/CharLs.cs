using System.Runtime.InteropServices;

namespace Pacs.Imaging.Codecs.JpegLs;

/// <summary>What is used of CharLS 2 (charls/charls_jpegls_decoder.h). All but the handle return 0 when they succeed.</summary>
internal static partial class CharLs
{
    private const string Library = "libcharls.so.2";

    [LibraryImport(Library, EntryPoint = "charls_jpegls_decoder_create")]
    public static partial nint CreateDecoder();

    [LibraryImport(Library, EntryPoint = "charls_jpegls_decoder_destroy")]
    public static partial void DestroyDecoder(nint decoder);

    [LibraryImport(Library, EntryPoint = "charls_jpegls_decoder_set_source_buffer")]
    public static unsafe partial int SetSource(nint decoder, byte* source, nuint length);

    [LibraryImport(Library, EntryPoint = "charls_jpegls_decoder_read_header")]
    public static partial int ReadHeader(nint decoder);

    [LibraryImport(Library, EntryPoint = "charls_jpegls_decoder_get_frame_info")]
    public static partial int GetFrameInfo(nint decoder, out CharLsFrameInfo info);

    [LibraryImport(Library, EntryPoint = "charls_jpegls_decoder_get_interleave_mode")]
    public static partial int GetInterleaveMode(nint decoder, out int mode);

    [LibraryImport(Library, EntryPoint = "charls_jpegls_decoder_get_destination_size")]
    public static partial int GetDestinationSize(nint decoder, uint stride, out nuint size);

    [LibraryImport(Library, EntryPoint = "charls_jpegls_decoder_decode_to_buffer")]
    public static unsafe partial int Decode(nint decoder, byte* destination, nuint length, uint stride);

    [LibraryImport(Library, EntryPoint = "charls_get_error_message")]
    private static partial nint GetErrorMessage(int error);

    public static string MessageOf(int error) => Marshal.PtrToStringUTF8(GetErrorMessage(error)) ?? $"error {error}";
}
