using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Loquat.Chat;
using Loquat.Server.Rpc;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Loquat.Server.Api;

/// <summary>The API's description for programs: OpenAPI 3.1. What is checked in at docs/openapi.json is what is served.</summary>
internal static class ApiDescription
{
    public const string Document = "v1";

    private const string Scheme = "bearer";

    public static void Configure(OpenApiOptions options)
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.ShouldInclude = api => api.RelativePath?.StartsWith(ApiEndpoints.Prefix[1..] + "/", StringComparison.Ordinal) == true;

        // Answers are named within the calls they belong to.
        options.CreateSchemaReferenceId = type =>
            OpenApiOptions.CreateDefaultSchemaReferenceId(type) is { } name && type.Type.DeclaringType is { } owner
                ? owner.Name.Replace("Rpc", "", StringComparison.Ordinal).Replace("Endpoints", "", StringComparison.Ordinal) + name
                : OpenApiOptions.CreateDefaultSchemaReferenceId(type);
        options.AddDocumentTransformer((document, _, _) =>
        {
            Describe(document);
            return Task.CompletedTask;
        });
        options.AddSchemaTransformer((schema, context, _) =>
        {
            Correct(schema, context.JsonTypeInfo);
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            var isOpen = context.Description.ActionDescriptor.EndpointMetadata.OfType<IAllowAnonymous>().Any();
            if (!isOpen)
                operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Scheme, context.Document)] = [] }];
            return Task.CompletedTask;
        });
    }

    /// <summary>What the generator cannot know: how our times are written, and that what is nothing is left out.</summary>
    private static void Correct(OpenApiSchema schema, JsonTypeInfo type)
    {
        if (type.Type == typeof(DateTimeOffset))
            schema.Type = JsonSchemaType.String;
        if (type.Type == typeof(DateTimeOffset?))
            schema.Type = JsonSchemaType.String | JsonSchemaType.Null;

        if (type.Type == typeof(Microsoft.AspNetCore.Mvc.ProblemDetails))
            DescribeReasons(schema);

        foreach (var property in type.Properties)
        {
            if (property.AttributeProvider?.IsDefined(typeof(JsonIgnoreAttribute), inherit: true) == true)
                schema.Required?.Remove(property.Name);
        }
    }

    private static void DescribeReasons(OpenApiSchema schema)
    {
        schema.Properties ??= new Dictionary<string, IOpenApiSchema>();
        schema.Properties["reason"] = new OpenApiSchema
        {
            Type = JsonSchemaType.String,
            Description = "Why, for programs. More may come.",
            Enum = [.. Enum.GetValues<ReasonCode>().Select(code => (JsonNode)RefusalMessage.NameOf(code))],
        };
        schema.Properties["limit"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Description = "The number that the reason is about." };
    }

    private static void Describe(OpenApiDocument document)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Loquat",
            Version = Document,
            Description = "The chat for whoever does not speak the real-time protocol. docs/rest.md tells what holds for all of it.",
        };

        // Whoever asks knows where.
        document.Servers = [];
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
        document.Components.SecuritySchemes[Scheme] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer" };
    }
}
