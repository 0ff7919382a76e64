using System.Globalization;
using Pacs.Dicom;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;
using Pacs.Imaging.Rendering;
using Pacs.Sampling;
using Xunit.Abstractions;

namespace Pacs.Imaging.Tests.Rendering;

/// <summary>
/// Samples of all kinds, as pictures of ours and of dcmtk's dcmj2pnm; <c>tests/render-table</c> prints how far apart they are, and
/// with PACS_PICTURES naming a folder leaves them there, ours beside theirs.
/// </summary>
public sealed class RenderTableTests(ITestOutputHelper output)
{
    /// <summary>Of 255; dcmtk cuts fractions off where we round.</summary>
    private const double GreatestMean = 1.0;

    /// <summary>Where dcmtk shows less.</summary>
    private static readonly Dictionary<string, string> Different = new(StringComparer.Ordinal)
    {
        ["native/CT1_UNC.explicit_big_endian.dcm"] = "dcmtk takes the padding for the least value",
        ["native/liver.dcm"] = "dcmtk shows 1 of a single bit as half of white",
        ["native/eCT_Supplemental.dcm"] = "dcmtk leaves the supplemental palette out",
    };

    private static readonly string[] Samples =
    [
        "native/693_UNCR.dcm", "native/CT1_UNC.explicit_big_endian.dcm", "native/CT_small.dcm", "native/MR_small.dcm",
        "native/MR_small_bigendian.dcm", "native/MR-SIEMENS-DICOM-WithOverlays.dcm", "native/examples_overlay.dcm", "native/case1_008.dcm",
        "native/mlut_18.dcm", "native/vlut_04.dcm", "native/image_dfl.dcm", "native/xa_minimal.dcm", "native/emri_small.dcm",
        "native/OBXXXX1A.dcm", "native/examples_palette.dcm", "native/gdcm-US-ALOKA-16.dcm", "native/OBXXXX1A_expb.dcm",
        "no-preamble/OT-PAL-8-face.dcm", "native/color-pl.dcm", "native/color-px.dcm", "native/examples_rgb_color.dcm",
        "native/SC_rgb_16bit.dcm", "native/SC_ybr_full_uncompressed.dcm", "native/SC_ybr_full_422_uncompressed.dcm", "native/ExplVR_BigEnd.dcm",
        "native/liver.dcm", "native/seg.dcm", "native/rtdose.dcm", "native/eCT_Supplemental.dcm", "native/6154.dcm",
        "encapsulated/XRJPEGProcess1.dcm", "encapsulated/JPEGProcess1.dcm", "encapsulated/RG2_JPLY_fixed.dcm", "encapsulated/RG3_J2KR.dcm",
        "encapsulated/SC_rgb_dcmtk__eb_cy_s4.dcm", "encapsulated/OBXXXX1A_rle.dcm", "encapsulated/emri_small_RLE.dcm",
        "encapsulated/MR2_J2KR.dcm", "encapsulated/US1_J2KI.dcm", "encapsulated/RG2_JLSL.dcm", "encapsulated/examples_ybr_color.dcm",
        "made/mg_jpeg_extended_12bit.dcm", "made/mg_jpegls_lossless.dcm", "made/us_native_explicit_le.dcm", "made/ct_rle.dcm",
    ];

    [SampleFact]
    public void Samples_look_as_dcmtk_shows_them()
    {
        var pictures = Environment.GetEnvironmentVariable("PACS_PICTURES");
        var wrong = new List<string>();
        var sheet = new ContactSheet();
        foreach (var path in Samples)
        {
            var (ours, image) = Render(path);
            var theirs = DcmtkPicture.Of(SampleFiles.PathOf(path), OptionsFor(image.Attributes));
            sheet.Add(ours, theirs);
            var mean = theirs is null ? double.NaN : MeanDifference(ours, theirs);
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{path,-50} {ours.Width,5} x {ours.Height,-5} {image.Syntax.Name,-40} {(theirs is null ? "not by dcmtk" : $"{mean:0.000}")} {Different.GetValueOrDefault(path)}"));
            if (mean > GreatestMean && !Different.ContainsKey(path)) wrong.Add($"{path}: {mean:0.000}");
        }

        if (pictures is not null) sheet.Save(pictures);
        Assert.Empty(wrong);
    }

    [SampleFact]
    public void Every_sample_is_a_picture_or_refused_with_a_reason()
    {
        var sheet = new ContactSheet();
        var rendered = 0;
        foreach (var path in SampleFiles.Manifest.Select(row => row["path"]))
        {
            try
            {
                var image = ImageFile.Read(SampleFiles.PathOf(path));
                if (!FrameRenderer.TryCreate(image.Attributes, image.Frames, out var renderer, out var refusal)) throw new DicomFormatException(refusal);

                sheet.Add(renderer.Render(renderer.Representative, image.OpenRange, RenderingRequest.AsIs, CancellationToken.None), null);
                output.WriteLine($"{++rendered,3} {path}");
            }
            catch (DicomFormatException e)
            {
                output.WriteLine($"    {path}: {e.Message}");
            }
        }

        if (Environment.GetEnvironmentVariable("PACS_PICTURES") is { } pictures) sheet.Save(Path.Combine(pictures, "all"));
        Assert.InRange(rendered, 200, int.MaxValue);
    }

    /// <summary>Pixel by pixel: dcmtk makes pixels square only where it scales.</summary>
    private static (Picture Picture, ImageFile Image) Render(string path)
    {
        var image = ImageFile.Read(SampleFiles.PathOf(path));
        foreach (var tag in (Tag[])[Tags.PixelAspectRatio, Tags.PixelSpacing, Tags.ImagerPixelSpacing, Tags.NominalScannedPixelSpacing])
        {
            image.Attributes.Remove(tag);
        }

        Assert.True(FrameRenderer.TryCreate(image.Attributes, image.Frames, out var renderer, out var refusal), $"{path}: {refusal}");
        return (renderer.Render(0, image.OpenRange, RenderingRequest.AsIs, CancellationToken.None), image);
    }

    /// <summary>What makes dcmtk choose as we do: the first window, else the VOI LUT, else what there is in the frame.</summary>
    private static string[] OptionsFor(DataSet image)
    {
        if (image.GetInt32(Tags.SamplesPerPixel) != 1 || image.GetString(Tags.PhotometricInterpretation) == "PALETTE COLOR") return [];
        if (image.GetString(Tags.WindowCenter) is not null) return ["+Wi", "1"];
        if (image.GetItems(Tags.VOILUTSequence).Count > 0) return ["+Wl", "1"];
        return image.GetInt32(Tags.BitsStored) <= 8 ? ["-W"] : ["+Wm"];
    }

    private static double MeanDifference(Picture ours, PortablePixmap theirs)
    {
        if ((ours.Width, ours.Height) != (theirs.Width, theirs.Height)) return double.PositiveInfinity;

        var (colours, sum) = (ours.InColour().Pixels, 0L);
        for (var pixel = 0; pixel < ours.Width * ours.Height; pixel++)
        {
            for (var channel = 0; channel < 3; channel++)
            {
                sum += Math.Abs(colours[(pixel * Picture.BytesPerColour) + channel] - theirs.At(pixel, channel));
            }
        }

        return sum / (ours.Width * (double)ours.Height * 3);
    }
}
