"""What scores of surveys are worth: whether they say anything of attrition beyond behaviour."""
