variable "team" {
  description = "Name or id of the team whose apps the report lists. By default, the report lists every app that the token can see."
  type        = string
  default     = null
}

variable "title" {
  description = "Title of the report, such as the name of the account. Default: `Heroku apps`, and the team."
  type        = string
  default     = null
}

variable "read_at" {
  description = "When the provider listed the apps, in UTC, such as 2026-11-25T14:05:00Z. Ages count from this time. Default: the time of the plan."
  type        = string
  default     = null

  validation {
    condition     = var.read_at == null || can(regex("Z$", timeadd(var.read_at, "0s")))
    error_message = "The time must be in UTC and in the form 2026-11-25T14:05:00Z."
  }
}
