using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace Loquat.Server.Pages;

/// <summary>What a form's field says about itself after a POST.</summary>
internal static class FieldErrors
{
    extension(ModelStateDictionary state)
    {
        /// <summary>The first thing that is wrong with the field, or null.</summary>
        public string? ErrorOf(string field) => state.TryGetValue(field, out var entry) && entry.Errors.Count > 0 ? entry.Errors[0].ErrorMessage : null;

        /// <summary>The first of these fields with which something is wrong, or null: that is where to go on typing.</summary>
        public string? FirstWrongOf(params IEnumerable<string> fields) => fields.FirstOrDefault(field => state.ErrorOf(field) is not null);

        /// <param name="why">What is wrong with the field; null if nothing is.</param>
        public void Refuse(string field, string? why)
        {
            if (why is not null)
                state.AddModelError(field, why);
        }
    }
}
