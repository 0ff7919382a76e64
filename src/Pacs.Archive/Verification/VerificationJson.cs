using System.Text.Json;
using System.Text.Json.Serialization;

namespace Pacs.Archive.Verification;

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true)]
[JsonSerializable(typeof(VerificationState))]
internal sealed partial class VerificationJson : JsonSerializerContext;
