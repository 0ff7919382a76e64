using System.Runtime.InteropServices;

namespace Pacs.Imaging.Codecs.Jpeg2000;

/// <summary>What is used of OpenJPEG 2 (openjpeg.h). Results are its OPJ_BOOL: 0 for failure.</summary>
internal static unsafe partial class OpenJpeg
{
    private const string Library = "libopenjp2.so.7";

    /// <summary>OPJ_CODEC_J2K: a codestream by itself.</summary>
    public const int Codestream = 0;

    /// <summary>More than opj_dparameters_t and opj_cparameters_t are, which have names of files in them, of 4096 bytes each.</summary>
    public const int ParametersLength = 32 << 10;

    [LibraryImport(Library, EntryPoint = "opj_create_decompress")]
    public static partial nint CreateDecoder(int format);

    [LibraryImport(Library, EntryPoint = "opj_destroy_codec")]
    public static partial void DestroyCodec(nint codec);

    [LibraryImport(Library, EntryPoint = "opj_set_default_decoder_parameters")]
    public static partial void SetDefaults(byte* parameters);

    [LibraryImport(Library, EntryPoint = "opj_setup_decoder")]
    public static partial int SetUp(nint codec, byte* parameters);

    [LibraryImport(Library, EntryPoint = "opj_read_header")]
    public static partial int ReadHeader(nint stream, nint codec, out OpenJpegImage* image);

    [LibraryImport(Library, EntryPoint = "opj_decode")]
    public static partial int Decode(nint codec, nint stream, OpenJpegImage* image);

    [LibraryImport(Library, EntryPoint = "opj_end_decompress")]
    public static partial int End(nint codec, nint stream);

    [LibraryImport(Library, EntryPoint = "opj_image_destroy")]
    public static partial void DestroyImage(OpenJpegImage* image);

    [LibraryImport(Library, EntryPoint = "opj_stream_create")]
    public static partial nint CreateStream(nuint bufferLength, int isInput);

    [LibraryImport(Library, EntryPoint = "opj_stream_destroy")]
    public static partial void DestroyStream(nint stream);

    [LibraryImport(Library, EntryPoint = "opj_stream_set_read_function")]
    public static partial void SetRead(nint stream, delegate* unmanaged[Cdecl]<byte*, nuint, OpenJpegSource*, nuint> read);

    [LibraryImport(Library, EntryPoint = "opj_stream_set_skip_function")]
    public static partial void SetSkip(nint stream, delegate* unmanaged[Cdecl]<long, OpenJpegSource*, long> skip);

    [LibraryImport(Library, EntryPoint = "opj_stream_set_seek_function")]
    public static partial void SetSeek(nint stream, delegate* unmanaged[Cdecl]<long, OpenJpegSource*, int> seek);

    [LibraryImport(Library, EntryPoint = "opj_stream_set_user_data")]
    public static partial void SetSource(nint stream, OpenJpegSource* source, nint free);

    [LibraryImport(Library, EntryPoint = "opj_stream_set_user_data_length")]
    public static partial void SetSourceLength(nint stream, ulong length);

    [LibraryImport(Library, EntryPoint = "opj_create_compress")]
    public static partial nint CreateEncoder(int format);

    [LibraryImport(Library, EntryPoint = "opj_set_default_encoder_parameters")]
    public static partial void SetEncoderDefaults(OpenJpegParameters* parameters);

    [LibraryImport(Library, EntryPoint = "opj_image_create")]
    public static partial OpenJpegImage* CreateImage(uint count, [In] OpenJpegComponentParameters[] components, int colorSpace);

    [LibraryImport(Library, EntryPoint = "opj_setup_encoder")]
    public static partial int SetUpEncoder(nint codec, OpenJpegParameters* parameters, OpenJpegImage* image);

    [LibraryImport(Library, EntryPoint = "opj_start_compress")]
    public static partial int StartEncoding(nint codec, OpenJpegImage* image, nint stream);

    [LibraryImport(Library, EntryPoint = "opj_encode")]
    public static partial int Encode(nint codec, nint stream);

    [LibraryImport(Library, EntryPoint = "opj_end_compress")]
    public static partial int EndEncoding(nint codec, nint stream);

    [LibraryImport(Library, EntryPoint = "opj_stream_set_write_function")]
    public static partial void SetWrite(nint stream, delegate* unmanaged[Cdecl]<byte*, nuint, OpenJpegSink*, nuint> write);

    [LibraryImport(Library, EntryPoint = "opj_stream_set_skip_function")]
    public static partial void SetWriteSkip(nint stream, delegate* unmanaged[Cdecl]<long, OpenJpegSink*, long> skip);

    [LibraryImport(Library, EntryPoint = "opj_stream_set_seek_function")]
    public static partial void SetWriteSeek(nint stream, delegate* unmanaged[Cdecl]<long, OpenJpegSink*, int> seek);

    [LibraryImport(Library, EntryPoint = "opj_stream_set_user_data")]
    public static partial void SetSink(nint stream, OpenJpegSink* sink, nint free);
}
