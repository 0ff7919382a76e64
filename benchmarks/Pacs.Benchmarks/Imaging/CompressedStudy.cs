using System.Buffers;
using System.Globalization;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;
using Pacs.Dicom.Parsing;
using Pacs.Dicom.Part10;
using Pacs.Dicom.Transfer;
using Pacs.Imaging;

namespace Pacs.Benchmarks.Imaging;

/// <summary>A study of compressed CT images as files, for <c>benchmarks/peers/decode</c>.</summary>
internal static class CompressedStudy
{
    public static void Write(string folder, int count, string syntaxUid)
    {
        var syntax = TransferSyntax.Of(syntaxUid);
        var (samples, frame) = MadeFrame.Ct();
        if (!PixelFormat.TryRead(frame, out var format, out var refusal) || !FrameEncoder.TryCreate(format, syntax, isLossy: false, out var encoder, out refusal))
        {
            throw new InvalidOperationException(refusal);
        }

        var fragment = new ArrayBufferWriter<byte>();
        encoder.Encode(samples, fragment);
        for (var number = 1; number <= count; number++)
        {
            var image = MadeImage.Header(number);
            image.Set(Tags.BitsStored, (ushort)format.BitsStored);
            image.Set(Tags.HighBit, (ushort)(format.BitsStored - 1));
            image.Set(new DataElement(Tags.PixelData, Vr.OB, (ReadOnlyMemory<byte>[])[default, fragment.WrittenMemory]));
            var file = new ArrayBufferWriter<byte>();
            new FileMetaInformation
            {
                MediaStorageSopClassUid = MadeImage.SopClass,
                MediaStorageSopInstanceUid = MadeImage.InstanceUid(number),
                TransferSyntax = syntax,
            }.Write(file);
            DataSetWriter.Write(image, syntax, file);
            File.WriteAllBytes(Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{number:D4}.dcm")), file.WrittenSpan);
        }

        Console.WriteLine(MadeImage.Study);
    }
}
