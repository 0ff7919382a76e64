using Pacs.Archive.Query;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;

namespace Pacs.Archive.Tests.Query;

/// <summary>The character set of answers.</summary>
public sealed class RequestedTextTests
{
    private const string Japanese = "Yamada^Tarou=山田^太郎=やまだ^たろう";

    [Theory]
    [InlineData("ISO_IR 100", "Müller^Jörg", "ISO_IR 100")]
    [InlineData("ISO_IR 144", "Иванов^Пётр", "ISO_IR 144")]
    [InlineData("\\ISO 2022 IR 87", Japanese, "\\ISO 2022 IR 87")]
    [InlineData("GB18030", "Müller^Jörg", "GB18030")]
    [InlineData("ISO_IR 100", "Иванов^Пётр", "ISO_IR 192")] // it cannot hold this
    [InlineData("", "Müller^Jörg", "ISO_IR 192")]
    [InlineData("ISO_IR 192", Japanese, "ISO_IR 192")]
    [InlineData("NO SUCH SET", "Müller^Jörg", "ISO_IR 192")]
    [InlineData("ISO_IR 100", "Smith^John", "")] // ASCII is the same in all
    [Trait("Conformance", "37")]
    public void Is_the_requesters_where_that_can_hold_the_text(string asked, string name, string answered)
    {
        var identifier = new DataSet();
        if (asked.Length > 0) identifier.Set(Tags.SpecificCharacterSet, Vr.CS, asked.Split('\\'));
        var item = new DataSet();
        var answer = new DataSet();
        if (name.Any(c => c > 0x7F)) answer.Set(Tags.SpecificCharacterSet, Vr.CS, "ISO_IR 192");
        answer.Set(Tags.PatientName, name);
        answer.Set(new DataElement(Tags.OtherPatientIDsSequence, [item]));
        item.Set(Tags.PatientName, name);

        var written = RequestedText.InCharacterSetOf(identifier, answer);

        Assert.Equal(answered, string.Join('\\', written.GetStrings(Tags.SpecificCharacterSet)));
        Assert.Equal(name, written.GetString(Tags.PatientName));
        Assert.Equal(name, written.GetItems(Tags.OtherPatientIDsSequence)[0].GetString(Tags.PatientName));
    }

    [Fact]
    [Trait("Conformance", "37")]
    public void Is_utf8_as_soon_as_one_value_needs_it()
    {
        var identifier = new DataSet();
        identifier.Set(Tags.SpecificCharacterSet, "ISO_IR 100");
        var answer = new DataSet();
        answer.Set(Tags.SpecificCharacterSet, "ISO_IR 192");
        answer.Set(Tags.StudyDescription, "Größe");
        answer.Set(Tags.PatientName, Japanese);

        var written = RequestedText.InCharacterSetOf(identifier, answer);

        Assert.Equal(("ISO_IR 192", "Größe"), (written.GetString(Tags.SpecificCharacterSet), written.GetString(Tags.StudyDescription)));
    }
}
