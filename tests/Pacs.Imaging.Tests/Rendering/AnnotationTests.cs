using Pacs.Dicom.Dictionary;
using Pacs.Imaging.Rendering;

namespace Pacs.Imaging.Tests.Rendering;

public sealed class AnnotationTests
{
    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void The_patient_is_written_at_the_top_and_the_technique_at_the_bottom_where_they_are_asked_for(bool patient, bool technique)
    {
        var greys = Image().Greys(new RenderingRequest { ShowsPatient = patient, ShowsTechnique = technique });

        Assert.Equal((patient, technique), (greys.Take(200 * 60).Contains(255), greys.Skip(200 * 140).Contains(255)));
    }

    [Fact]
    public void Nothing_is_written_unless_asked_for() => Assert.All(Image().Greys(), grey => Assert.Equal(50, grey));

    [Fact]
    public void Accents_are_taken_off_where_there_are_no_letters_for_them() =>
        Assert.Equal(Written("Muller^Jose"), Written("Müller^José"));

    [Fact]
    public void A_picture_of_a_pixel_has_no_room_and_is_no_reason_to_fail() =>
        Assert.Single(MadeImage.OfBytes(1, 1, "MONOCHROME2", 1, 9).With(MadeImage.Text(Tags.PatientID, "1")).Greys(new RenderingRequest { ShowsPatient = true }));

    private static int[] Written(string name)
    {
        var image = Image();
        image.Attributes.Set(Tags.SpecificCharacterSet, "ISO_IR 192");
        image.Attributes.Set(Tags.PatientName, name);
        return image.Greys(new RenderingRequest { ShowsPatient = true });
    }

    private static MadeImage Image() => MadeImage.OfBytes(200, 200, "MONOCHROME2", 1, [.. Enumerable.Repeat((byte)50, 200 * 200)])
        .With(MadeImage.Text(Tags.PatientName, "Doe^Jane"), MadeImage.Text(Tags.PatientID, "42"), MadeImage.Text(Tags.Modality, "CT"));
}
