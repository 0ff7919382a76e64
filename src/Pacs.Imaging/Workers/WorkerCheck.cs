using Pacs.Dicom;
using Pacs.Dicom.Dictionary;

namespace Pacs.Imaging.Workers;

/// <summary>Whether libraries can be put to work on this machine at all.</summary>
public static class WorkerCheck
{
    private static readonly PixelFormat Pixel = new()
    {
        Rows = 1,
        Columns = 1,
        SamplesPerPixel = 1,
        BitsAllocated = 8,
        BitsStored = 8,
        IsSigned = false,
        IsPlanar = false,
        Photometric = "MONOCHROME2",
    };

    /// <summary>Has a worker do something; gives why it cannot, or null.</summary>
    public static string? FindTrouble()
    {
        try
        {
            using var process = CodecProcess.Start();
            var order = new FrameOrder
            {
                Task = CodecTask.Decode,
                SyntaxUid = TransferSyntaxUids.EncapsulatedUncompressedExplicitVRLittleEndian,
                Format = Pixel,
                InputLength = Pixel.FrameLength,
                OutputLength = Pixel.FrameLength,
                Limit = TimeLimit.For(Pixel.FrameLength),
            };
            process.Run(order, [1]);
            return null;
        }
        catch (DicomFormatException trouble)
        {
            return trouble.Message;
        }
    }
}
